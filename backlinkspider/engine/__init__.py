"""Large jobs in parts: one after another in this process, or side by side by Dask's workers."""
