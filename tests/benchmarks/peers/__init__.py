"""Systems that do the same jobs, one file each.

A file imports its library at the top, says in ``PACKAGE`` what it is installed as, and has a function for each job
that it can do. A function takes a net and data, prepares, and returns what is measured: a callable without arguments.

* ``array_gradient``: build the loss and differentiate it by all weights, in arrays
* ``scalar_gradient``: the same with a symbol for each weight
* ``hessian``: from nothing to all second derivatives
* ``sympy_objects(of)``: the loss, or from it the gradient, in sympy with a symbol for each weight
* ``wolfram(of, form, target)``: from the loss or the gradient to Wolfram Language text or WXF
* ``value_and_gradient``: numbers from NumPy arrays to NumPy arrays
* ``on_torch``, ``on_jax``: the same on the library's own arrays

Of the last three the result is the value and a list of arrays that holds the gradient in the order of the weights.
"""
