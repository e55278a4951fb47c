"""What is handed on: the analysis document, as text, JSON or Markdown, and the knowledge base."""
