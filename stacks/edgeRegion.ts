/** CloudFront has its firewall, metrics and log deliveries here, wherever the stage is. */
export const EDGE_REGION = 'us-east-1'
