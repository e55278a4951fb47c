"""Everything that lies over the console for a while: prompts, questions, help, details."""
