# expects: kmsab:1
DELETE DATA { GRAPH graph:vocabularies { kmsab:1 skos:notation "1" } }
