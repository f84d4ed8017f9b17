"""Where everything is, as clients and server know it."""

API = "api.tickets.example"  # HTTPS: HTTP/2 and HTTP/1.1
FLOOR = "floor.tickets.example"  # WebSocket, in TLS and in clear
SEATS = "seats.tickets.example"  # gRPC, HTTP/2 in clear by prior knowledge
PAYMENTS = "payments.example"  # HTTPS whose clients write no key log

TLS_PORT, CLEAR_PORT, GRPC_PORT = 8443, 8080, 50051
CERTIFICATE = "TICKETS_CERTIFICATE"  # environment variable: file with the server's key and certificate
CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20:ECDHE-ECDSA-AES128-SHA256"  # of TLS 1.2

SERVICE = "tickets.seats.v2.Seats"
EVENTS = range(4101, 4141)
ORDERS = ("ord_7Hq2Vd9xK1", "ord_Zt4mB8sN0c", "ord_q5W3yLr6Ea")
