"""One module per instrument: its typed row, its codes and who writes it."""
