"""Routes beside the page; nothing here knows Streamlit."""
