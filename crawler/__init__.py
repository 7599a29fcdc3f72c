"""Find news pages and fetch them, politely."""
