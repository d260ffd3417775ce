"""What scoresheets say of those who filled them in. Plain Python with numpy."""
