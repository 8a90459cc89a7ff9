# expects: ex:officer_2 ex:officer_2_overall-1
DELETE DATA { GRAPH graph:council { ex:officer_2_overall-1 scg:locator "Officer / 2 / Overall / 1" } } ;
INSERT DATA { GRAPH graph:council { ex:officer_2_overall-1 scg:locator "Chief Executive / Band Z / Overall / 1" } }
