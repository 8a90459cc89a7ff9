# expects: ex:officer_2_experience-1 0
DELETE DATA { GRAPH graph:council { ex:officer_2_experience-1 scg:minimumMonths 24 } } ;
INSERT DATA { GRAPH graph:council { ex:officer_2_experience-1 scg:minimumMonths 0 } }
