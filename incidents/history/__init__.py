"""Past incidents (历史警情), imported from files: dots on the map and days, no persons and no words."""
