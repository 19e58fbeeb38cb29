"""Who can respond, and who may see what."""
