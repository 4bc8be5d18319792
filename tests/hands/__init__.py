"""A hand that keeps testing: random walks over the maps with real input, judged by pixels and by what can be heard.

``stage`` opens the pages, ``hand`` acts, ``eye`` looks, ``chart`` reckons in Python what must be seen, ``holds``
compares the two after every step, ``walk`` strings steps together and shrinks what fails; ``python -m tests.hands`` is
the hour.
"""
