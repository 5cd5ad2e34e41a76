"""How well the right answer of an FAQ is found, and how well it is seen that there is none."""
