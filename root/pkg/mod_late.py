late = 'late'
