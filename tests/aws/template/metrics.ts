/**
 * The metrics that AWS has, as far as alarms and dashboard use them, by namespace: the dimensions of each. From the pages "Types
 * of metrics for Lambda functions", "Monitor CloudWatch metrics for HTTP APIs" and "Available CloudWatch metrics for
 * Amazon SQS". Names are case-sensitive, and an alarm on one that does not exist never goes off.
 */
export const awsMetrics: Record<string, { dimensions: string[]; metrics: string[] }> = {
  'AWS/ApiGateway': {
    dimensions: ['ApiId'],
    metrics: ['4xx', '5xx', 'Count', 'DataProcessed', 'IntegrationLatency', 'Latency'],
  },
  'AWS/Lambda': {
    dimensions: ['FunctionName'],
    metrics: ['Duration', 'Errors', 'Invocations', 'IteratorAge', 'OffsetLag', 'Throttles'],
  },
  'AWS/SQS': {
    dimensions: ['QueueName'],
    metrics: ['ApproximateAgeOfOldestMessage', 'ApproximateNumberOfMessagesVisible', 'NumberOfMessagesSent'],
  },
};
