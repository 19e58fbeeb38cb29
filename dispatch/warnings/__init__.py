"""Hotspot warnings (预警): to a station like an order: signed, answered with measures, judged afterwards."""
