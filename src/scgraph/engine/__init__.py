"""The engines that answer SPARQL: two small protocols, and one module per kind of engine."""
