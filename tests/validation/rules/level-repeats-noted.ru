# expects: ex:clerk_b_knowledge-2 ex:clerk_b_knowledge-2
INSERT DATA { GRAPH graph:council {
  ex:clerk_b scg:requires ex:clerk_b_knowledge-2 .
  ex:clerk_b_knowledge-2 a scg:KnowledgeRequirement ; scg:concerns comp:assessing ; scg:proficiency prof:understanding ;
    scg:explains shape:level-repeats ; scg:sourceNote "The source says it twice."@en } }
