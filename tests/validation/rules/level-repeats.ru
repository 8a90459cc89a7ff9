# expects: ex:clerk_b_knowledge-2 ex:clerk_b_knowledge-2
INSERT DATA { GRAPH graph:council {
  ex:clerk_b scg:requires ex:clerk_b_knowledge-2 , ex:clerk_b_knowledge-3 , ex:clerk_b_knowledge-4 .
  ex:clerk_b_knowledge-2 a scg:KnowledgeRequirement ; scg:concernsAtUnderstanding comp:assessing .
  ex:clerk_b_knowledge-3 a scg:KnowledgeRequirement ; scg:concernsAtWorking comp:assessing .
  ex:clerk_b_knowledge-4 a scg:KnowledgeRequirement ; scg:concernsAtUnderstanding comp:assessing ; scg:modality scg:Optional } }
