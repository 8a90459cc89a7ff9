"""Files loaded into a store on disk or onto a server, with all that follows from them."""

from scgraph.loading.load import Loaded, Progress, load_store
from scgraph.loading.server import load_endpoint

__all__ = ["Loaded", "Progress", "load_endpoint", "load_store"]
