"""Generation: prompts, providers, and the job that writes what people asked for."""
