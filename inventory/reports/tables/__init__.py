"""Documents to what rich prints, one module for each kind of document."""
