"""Named points that are not addresses: banks, schools, hospitals, and their aliases."""
