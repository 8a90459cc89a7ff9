# expects: ex:officer_2 comp:planning
DELETE DATA { GRAPH graph:council { ex:officer_2_knowledge-1 scg:proficiency prof:working } } ;
INSERT DATA { GRAPH graph:council {
  ex:officer_2_knowledge-1 scg:proficiency prof:awareness ; scg:explains shape:level-falls-back ; scg:sourceNote "The source asks less here."@en } }
