"""One enrichment or cleaning step a module; ``workers.pipeline`` says in which order they run."""
