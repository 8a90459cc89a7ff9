# expects: ex:clerk_b_skills-1
DELETE DATA { GRAPH graph:council { ex:clerk_b_skills-1 scg:proficiency prof:working } }
