# expects: ex:officer_2 ex:officer_2
DELETE { GRAPH graph:council { ?s scg:locator ?l } } INSERT { GRAPH graph:council { ?s scg:locator ?m } }
WHERE { GRAPH graph:council { ex:officer_1 scg:requires ?s . ?s scg:locator ?l . BIND(REPLACE(?l, "Officer / 1 / ", "Officer / 2 / First ") AS ?m) } }
