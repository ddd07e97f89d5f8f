"""What runs beside the road: rescue, reconcile, retention, alerts to the operator."""
