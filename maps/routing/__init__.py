"""Travel times, routes and reach over real roads, by Valhalla."""
