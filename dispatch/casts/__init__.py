"""Casting (警情飞投): showing something to a wall, a seat, a unit or an organisation, with receipts back."""
