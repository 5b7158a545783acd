"""What parties state about a government: exclusions and typed conditions. Values only."""

from formateur.terms.conditions import CONDITIONS, Condition, conflict
from formateur.terms.exclusions import BINDS, Exclude, OnlyWith, Term, Terms

__all__ = ["BINDS", "CONDITIONS", "Condition", "Exclude", "OnlyWith", "Term", "Terms", "conflict"]
