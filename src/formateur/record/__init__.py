"""Dated, sourced facts about bodies, people and decisions."""
