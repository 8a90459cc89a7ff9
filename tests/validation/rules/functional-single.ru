# expects: ex:clerk_b ex:clerk_b
# expects: ex:officer_2_skills-1 ex:officer_2_skills-1
INSERT DATA { GRAPH graph:council { ex:clerk_b scg:rank 3 . ex:officer_2_skills-1 scg:locator "Officer / 2 / Skills / 2" } }
