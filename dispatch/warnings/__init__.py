"""Hotspot warnings (预警): delivered to a station like an order, signed, answered with measures, and judged afterwards."""
