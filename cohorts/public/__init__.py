"""The pages that anybody may read and the programme manager edits: their words, how they are shown, what stood there before."""
