# expects: ex:officer_2_experience-1 ex:officer_2_experience-1
DELETE DATA { GRAPH graph:council { ex:officer_2_experience-1 scg:experienceAt ex:officer_1 } } ;
INSERT DATA { GRAPH graph:council { ex:officer_2_experience-1 scg:experienceAt ex:officer_2 } }
