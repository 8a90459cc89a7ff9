# expects: ex:clerk_a ex:clerk_a
# expects: ex:clerk_duties-1 ex:clerk_duties-1
INSERT DATA { GRAPH graph:council { ex:clerk_a a scg:Grade . ex:clerk_duties-1 a scg:Modality } }
