/* A cluster of three brokers, as librdkafka imitates it for its own tests. What is in it is in memory.
 * Says where it listens in its first line; then one answer to each line that it is given:
 *   topic NAME PARTITIONS · missing NAME · found NAME · down · up · errors API COUNT CODE (the next COUNT requests of a kind fail) */
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <stdio.h>
#include <string.h>

#define BROKERS 3

int main(void) {
  char error[512], line[1024], name[512];
  int count, api, code;
  rd_kafka_t *client = rd_kafka_new(RD_KAFKA_PRODUCER, rd_kafka_conf_new(), error, sizeof error);
  if (!client) return fprintf(stderr, "%s\n", error), 1;
  rd_kafka_mock_cluster_t *cluster = rd_kafka_mock_cluster_new(client, BROKERS);
  if (!cluster) return 1;
  setvbuf(stdout, NULL, _IOLBF, 0);
  printf("%s\n", rd_kafka_mock_cluster_bootstraps(cluster));
  while (fgets(line, sizeof line, stdin)) {
    int answer = -1;
    if (sscanf(line, "topic %511s %d", name, &count) == 2) {
      answer = rd_kafka_mock_topic_create(cluster, name, count, BROKERS);
    } else if (sscanf(line, "missing %511s", name) == 1) {
      rd_kafka_mock_topic_set_error(cluster, name, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
      answer = 0;
    } else if (sscanf(line, "found %511s", name) == 1) {
      rd_kafka_mock_topic_set_error(cluster, name, RD_KAFKA_RESP_ERR_NO_ERROR);
      answer = 0;
    } else if (!strcmp(line, "down\n") || !strcmp(line, "up\n")) {
      for (int i = 1; i <= BROKERS; i++)
        answer = *line == 'd' ? rd_kafka_mock_broker_set_down(cluster, i) : rd_kafka_mock_broker_set_up(cluster, i);
    } else if (sscanf(line, "errors %d %d %d", &api, &count, &code) == 3) {
      for (answer = 0; count > 0; count--) rd_kafka_mock_push_request_errors(cluster, api, 1, code);
    }
    printf("%d\n", answer);
  }
  return 0;
}
