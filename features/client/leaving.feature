@certify-client
Feature: Keepalive, and the end of a session

  Background:
    Given the kit plays the server
    And the accounts stand as in the example session

  Rule: C-PNG-01 C-PNG-02 C-PNG-03 PNG and QNG

    @C-PNG-02 @C-PNG-01
    Example: A client that pings at login is answered
      Given Alice is online
      Then Alice still answers

    @C-PNG-02
    Example: QNG comes unasked
      Given Alice is online
      When the server sends:
        """
        # C-PNG-02
        <<< QNG\r\n
        """
      Then Alice still answers

    @C-PNG-03
    Example: QNG comes unasked, with a number
      Given Alice is online
      When the server sends:
        """
        # C-PNG-03
        <<< QNG 50\r\n
        """
      Then Alice still answers

    @C-PNG-03
    Example: The answer to PNG has a number behind it
      Given a server that puts a number behind QNG
      And Alice is online
      Then Alice still answers

    @C-PNG-01 @C-PNG-02 @C-CHL-02 @slow
    Example: Nothing happens for five minutes
      Given Alice is online
      When nothing happens for 300 s
      Then Alice still answers

  Rule: C-OUT-01 Alice leaves

    @C-OUT-01
    Example: The server answers OUT before it closes
      Given a server that echoes OUT
      And Alice is online
      When Alice logs out
      Then Alice can sign in again

    @C-OUT-01
    Example: Alice leaves in the middle of a chat
      Given Alice is online
      And Bob has called Alice into a chat
      When Alice logs out
      Then Alice can sign in again

  Rule: C-OUT-02 C-OUT-03 The server sends Alice away

    @C-OUT-02
    Example: Alice has signed in elsewhere
      Given Alice is online
      When the server sends:
        """
        # C-OUT-02
        <<< OUT OTH\r\n
        # C-OUT-02
        <<< (close)
        """
      Then Alice stays away

    @C-OUT-03
    Example: The server goes down
      Given Alice is online
      When the server sends:
        """
        # C-OUT-03
        <<< OUT SSD\r\n
        <<< (close)
        """
      Then Alice may come back
