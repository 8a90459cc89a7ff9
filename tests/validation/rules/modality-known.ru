# expects: ex:clerk_duties-1 scg:Perhaps
INSERT DATA { GRAPH graph:council { ex:clerk_duties-1 scg:modality scg:Perhaps } }
