# expects: ex:clerk_b_progression-1
DELETE DATA { GRAPH graph:council { ex:clerk_b_progression-1 scg:toLevel ex:clerk_b } }
