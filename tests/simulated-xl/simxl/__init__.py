"""The simulated xl.

One folder holds one simulated Xen node. `xl` acts on it as Xen 4.17's xl acts on a real one;
`simulated-xl` is its back door. Nothing here runs between calls except what the real tool leaves
running too: the small daemon of each guest. Modules are small and imported late, because a call
of xl should cost no more than a start of the interpreter.
"""
