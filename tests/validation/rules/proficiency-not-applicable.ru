# expects: ex:clerk_values-1
INSERT DATA { GRAPH graph:council { ex:clerk_values-1 scg:proficiency prof:working } }
