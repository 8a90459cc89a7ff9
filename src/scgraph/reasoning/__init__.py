"""What follows from what is stated: rules that the answers rely on, a reasoner that checks, and explanations.

Only the materialisation is imported here, because every command that opens a graph runs it.
"""

from scgraph.reasoning.materialise import Inference, materialise, profile

__all__ = ["Inference", "materialise", "profile"]
