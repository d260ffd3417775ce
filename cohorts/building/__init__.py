"""The form builder: a version of a form as plain data, what is wrong with it, what differs from another, and how it is changed."""
