# expects: ex:clerk_a ex:officer_1
# expects: ex:clerk_b ex:clerk_a
INSERT DATA { GRAPH graph:council { ex:clerk_a owl:sameAs ex:officer_1 . ex:clerk_b owl:differentFrom ex:clerk_a } }
