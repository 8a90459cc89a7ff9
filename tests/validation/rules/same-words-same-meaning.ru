# expects: ex:clerk_duties-2 ex:clerk_duties-2
# expects: ex:clerk_introduction-2 ex:clerk_introduction-2
# expects: ex:clerk_purpose-1 ex:clerk_purpose-1
# expects: ex:officer_2_dimensions-1 ex:officer_2_dimensions-1
# expects: ex:officer_2_overall-1 ex:officer_2_overall-1
DELETE DATA { GRAPH graph:council { ex:clerk_duties-2 skos:definition "Leads on records."@en } } ;
INSERT DATA { GRAPH graph:council {
  ex:clerk_duties-2 skos:definition "Writes records of visits."@en .
  ex:clerk scg:hasDuty ex:clerk_duties-3 , ex:clerk_duties-4 , ex:clerk_duties-5 ; scg:hasContext ex:clerk_introduction-2 .
  ex:clerk_introduction-2 a scg:Context ; skos:prefLabel "About the office"@en ; skos:definition "Describes the office."@en ;
    dcterms:source source:example ; scg:concerns comp:planning .
  ex:clerk_duties-3 a scg:Duty ; skos:prefLabel "Keeps the records"@en ; skos:definition "Keeps the records."@en ;
    dcterms:source source:example ; scg:concerns comp:recording , comp:planning .
  ex:clerk_duties-4 a scg:Duty ; skos:prefLabel "Twenty cases"@en ; skos:definition "Holds twenty cases."@en ;
    dcterms:source source:example ; scg:concernsAtWorking comp:planning .
  ex:clerk_duties-5 a scg:Duty ; skos:prefLabel "Works alone"@en ; skos:definition "Works alone."@en ;
    dcterms:source source:example ; scg:concernsOptionally comp:planning } }
