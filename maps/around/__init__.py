"""What somebody looks around: a circle, a line with its width, an outline, what a car reaches; and what lies in it."""
