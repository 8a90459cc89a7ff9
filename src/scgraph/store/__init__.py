"""Files loaded into a store on disk or onto a server, with all that follows from them."""
