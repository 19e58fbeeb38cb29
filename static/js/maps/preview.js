/* The page of the base map: nothing but the map. */
import { createMap } from "./map.js";

createMap(document.querySelector("#map"));
