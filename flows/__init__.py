"""The shell: Prefect flows, the environment and the clock."""
